import { documentCalls } from '../../server/routes/documents/schema.ts';
import type { Environment } from './environment.ts';
import { type Completion, type DocumentRow, OfficeAtWork, type Task } from './officeAtWork.ts';
import { decisionPlayers, incomingPlayers, proposalPlayers, receiving } from './players.ts';
import { until } from './retry.ts';
import { arrivals, decision, proposal } from './story.ts';

/** Where the two documents of the story are, at each agency. */
export interface Played {
  department: OfficeAtWork;
  province: OfficeAtWork;
  /** Tờ trình 2225: issued by the department, arrived at the province. */
  proposal: { issued: string; arrived: string };
  /** Quyết định 5447: issued by the province, arrived at the department. */
  decision: { issued: string; arrived: string };
}

/**
 * Plays the story of the two documents as their people, over HTTP, from wherever it stands. Each step looks first
 * whether it is done already, so that it can be stopped at any point and started again.
 */
export async function replayStory(
  places: Environment['places'],
  say: (line: string) => void,
): Promise<Played> {
  const tell = (office: OfficeAtWork, username: string, task: Task, completion: Completion) =>
    say(`${office.organId.padEnd(7)} ${username.padEnd(18)} ${task.title} → ${completion.outcome}`);
  const department = new OfficeAtWork('H56.14', places['H56.14'].url, tell);
  const province = new OfficeAtWork('H56', places.H56.url, tell);

  const proposalId = await openProposal(department, say);
  await department.play(proposalId, proposalPlayers(department), ({ state }) => state === 'issued');

  const arrived = await arrival(province, proposal.draft.subject);
  say(`H56     ${proposal.notation} đã đến, chờ tiếp nhận`);
  await province.play(
    arrived,
    incomingPlayers(province),
    ({ responses, state }) => responses.length > 0 || state === 'done',
  );
  const [response] = (await province.document(arrived)).responses;
  if (!response) throw new Error(`${proposal.notation} đã xong mà không có văn bản trả lời`);
  const players = [...decisionPlayers(province), ...incomingPlayers(province)];
  await province.play(response.id, players, ({ state }) => state === 'issued');
  await province.play(arrived, incomingPlayers(province), ({ state }) => state === 'done');

  const back = await arrival(department, decision.draft.subject);
  say(`H56.14  ${decision.notation} đã đến, chờ tiếp nhận`);
  const clerk = receiving('vanthu.stttt', arrivals.decisionAtDepartment);
  await department.play(back, [clerk], ({ state }) => state !== 'arrived');

  return {
    department,
    province,
    proposal: { issued: proposalId, arrived },
    decision: { issued: response.id, arrived: back },
  };
}

/** Opens the proposal unless it is there; the look comes again after every lost answer. */
async function openProposal(department: OfficeAtWork, say: (line: string) => void): Promise<string> {
  const drafter = 'soanthao.stttt';
  const signerId = await department.personId('giamdoc.stttt');
  return department.as(drafter, async (person) => {
    const query = { direction: 'outgoing' as const, q: proposal.draft.subject.slice(0, 200) };
    const { items } = await person.call(documentCalls.list, { query });
    const there = items.find(({ subject }) => subject === proposal.draft.subject);
    if (there) return there.id;
    const { id } = await person.call(documentCalls.createOutgoing, { body: { ...proposal.draft, signerId } });
    say(`H56.14  ${drafter.padEnd(18)} Mở dự thảo Tờ trình`);
    return id;
  });
}

async function arrival(office: OfficeAtWork, subject: string): Promise<string> {
  const found = await until<DocumentRow>(`«${subject}» đến ${office.organId}`, () =>
    office.find(office.clerk, 'incoming', subject),
  );
  return found.id;
}
