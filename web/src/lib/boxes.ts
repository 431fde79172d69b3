import type { Role, TaskCounts, TaskKind } from '../api/types';

/** The boxes of each role, in the order in which a document passes them (docs/domain.md, 4). */
const KINDS_OF_ROLE: Record<Role, readonly TaskKind[]> = {
  clerk: ['receive', 'submit', 'number', 'seal', 'send'],
  leader: ['instruct', 'sign', 'acknowledge'],
  unitHead: ['assign', 'reviewContent', 'acknowledge'],
  formReviewer: ['reviewForm'],
  official: ['handle', 'acknowledge', 'draft'],
  admin: [],
};

export interface Box {
  kind: TaskKind;
  todo: number;
  late: number;
}

/** Boxes of a person: those of the roles held, empty ones too, and any other in which something waits. */
export function boxesOf(roles: readonly Role[], counts: TaskCounts | undefined): Box[] {
  const waiting = new Map(counts?.kinds.map((entry) => [entry.kind, entry]));
  const kinds = new Set(roles.flatMap((role) => KINDS_OF_ROLE[role]));
  for (const { kind, todo } of waiting.values()) if (todo > 0) kinds.add(kind);
  return [...kinds].map((kind) => waiting.get(kind) ?? { kind, todo: 0, late: 0 });
}
