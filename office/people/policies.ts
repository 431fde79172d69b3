/** Who may do what, as data. A rule holds when all of it holds; an action is allowed when one of its rules holds. */
import type { Direction, DocumentState, Role } from '../inputs.ts';

export type Action =
  | 'agency.manage'
  | 'audit.read'
  | 'document.acknowledge'
  | 'document.assign'
  | 'document.createDraft'
  | 'document.editDraft'
  | 'document.finish'
  | 'document.instruct'
  | 'document.number'
  | 'document.read'
  | 'document.receive'
  | 'document.refuse'
  | 'document.registerIncoming'
  | 'document.respond'
  | 'document.returnToClerk'
  | 'document.reviewContent'
  | 'document.reviewForm'
  | 'document.seal'
  | 'document.send'
  | 'document.sign'
  | 'document.submitDraft'
  | 'document.submitToLeader'
  | 'packet.read'
  | 'process.manage'
  | 'process.reveal'
  | 'register.read'
  | 'task.handOver'
  | 'task.read'
  | 'trust.manage';

/** What ties a person to a document, a task or another person. */
export type Relation = 'drafter' | 'signer' | 'reader' | 'assignee' | 'oneself' | 'colleague';

export interface Rule {
  role?: Role;
  relation?: Relation;
  direction?: Direction;
  states?: readonly DocumentState[];
}

const assignee = (role: Role): readonly Rule[] => [{ relation: 'assignee', role }];

export const policies: Readonly<Record<Action, readonly Rule[]>> = {
  'agency.manage': [{ role: 'admin' }],
  'audit.read': [{ role: 'admin' }],
  'process.manage': [{ role: 'admin' }],
  'trust.manage': [{ role: 'admin' }],
  // What is masked of variables; each time with a reason, in the audit trail.
  'process.reveal': [{ role: 'admin' }],
  'packet.read': [{ role: 'clerk' }],
  'register.read': [{ role: 'clerk' }, { role: 'leader' }],
  'task.read': [{ relation: 'assignee' }],
  // Decree 30, art. 31.3: what a person holds is handed over before they leave.
  'task.handOver': [{ role: 'admin' }, { role: 'unitHead', relation: 'colleague' }, { relation: 'oneself' }],

  // The clerk and the leaders see every document of the agency; everyone else what they took part in.
  'document.read': [{ role: 'clerk' }, { role: 'leader' }, { relation: 'reader' }],

  'document.registerIncoming': [{ role: 'clerk' }],
  'document.receive': assignee('clerk'),
  'document.refuse': assignee('clerk'),
  'document.submitToLeader': assignee('clerk'),
  'document.instruct': assignee('leader'),
  'document.returnToClerk': assignee('leader'),
  'document.assign': assignee('unitHead'),
  'document.finish': [{ relation: 'assignee' }],
  'document.respond': [{ relation: 'assignee' }],
  'document.acknowledge': [{ relation: 'assignee' }],

  'document.createDraft': [{ role: 'official' }, { role: 'unitHead' }, { role: 'leader' }],
  'document.editDraft': [{ relation: 'drafter', direction: 'outgoing', states: ['draft'] }],
  'document.submitDraft': [{ relation: 'assignee' }],
  'document.reviewContent': assignee('unitHead'),
  'document.reviewForm': assignee('formReviewer'),
  'document.sign': assignee('leader'),
  // Decree 30, art. 32.2: the clerk keeps the agency's key and signs with it personally.
  'document.number': assignee('clerk'),
  'document.seal': assignee('clerk'),
  'document.send': assignee('clerk'),
};
