import type { z } from 'zod';
import { ApiError, Person } from '../../server/client.ts';
import type { document, documentRow } from '../../server/routes/documents/document.schema.ts';
import { documentCalls } from '../../server/routes/documents/schema.ts';
import { peopleCalls } from '../../server/routes/people/schema.ts';
import type { completeTask } from '../../server/routes/tasks/complete.schema.ts';
import { taskCalls } from '../../server/routes/tasks/schema.ts';
import type { task } from '../../server/routes/tasks/task.schema.ts';
import type { OrganId } from './layout.ts';
import { organisations, PASSWORD } from './organisations.ts';
import { patiently, until } from './retry.ts';

export type Task = z.output<typeof task>;
export type Document = z.output<typeof document>;
export type DocumentRow = z.output<typeof documentRow>;
export type Completion = z.input<typeof completeTask>;

/** What one person does when a task of this kind on the document is theirs; undefined: nothing yet. */
export interface Player {
  username: string;
  kind: Task['kind'];
  does(task: Task, document: Document): Promise<Completion | undefined>;
}

type OnStep = (office: OfficeAtWork, username: string, task: Task, completion: Completion) => void;

/** One agency's office as its people use it over HTTP. Each signs in when first needed, and again after a while. */
export class OfficeAtWork {
  readonly organId: OrganId;
  readonly url: string;
  readonly #people = new Map<string, Promise<Person>>();
  readonly #onStep: OnStep;

  constructor(organId: OrganId, url: string, onStep: OnStep = () => undefined) {
    this.organId = organId;
    this.url = url;
    this.#onStep = onStep;
  }

  /** Does something as a person, and again while the server is away. */
  async as<T>(username: string, work: (person: Person) => Promise<T>): Promise<T> {
    return patiently(async () => {
      try {
        return await work(await this.#signedIn(username));
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'not-signed-in')) throw error;
        this.#people.delete(username);
        return work(await this.#signedIn(username));
      }
    });
  }

  #signedIn(username: string): Promise<Person> {
    const known = this.#people.get(username);
    if (known) return known;
    const person = new Person(this.url);
    const signedIn = person.signIn(username, PASSWORD).then(() => person);
    this.#people.set(username, signedIn);
    signedIn.catch(() => this.#people.delete(username));
    return signedIn;
  }

  get clerk(): string {
    return organisations[this.organId].people.find(({ roles }) => roles.includes('clerk'))!.username;
  }

  /** Id of a person of this agency by the username in organisations.ts. */
  async personId(username: string): Promise<string> {
    const { fullName } = organisations[this.organId].people.find((person) => person.username === username)!;
    const { items } = await this.as(this.clerk, (clerk) => clerk.call(peopleCalls.people, {}));
    return items.find((item) => item.fullName === fullName)!.id;
  }

  async unitId(code: string): Promise<string> {
    const { items } = await this.as(this.clerk, (clerk) => clerk.call(peopleCalls.units));
    return items.find((item) => item.code === code)!.id;
  }

  /** The document with this subject, as someone sees it in the list; the newest, if there are several. */
  async find(username: string, direction: 'incoming' | 'outgoing', subject: string) {
    const { items } = await this.as(username, (person) =>
      person.call(documentCalls.list, { query: { direction, q: subject.slice(0, 200) } }),
    );
    return items.find((item) => item.subject === subject);
  }

  document(id: string, username = this.clerk): Promise<Document> {
    return this.as(username, (person) => person.call(documentCalls.get, { params: { id } }));
  }

  async openTasks(username: string): Promise<Task[]> {
    const { items } = await this.as(username, (person) =>
      person.call(taskCalls.list, { query: { box: 'todo' } }),
    );
    return items;
  }

  /** Completes a task. It may be closed already, when the answer to an earlier try was lost with the server. */
  async complete(username: string, task: Task, completion: Completion): Promise<void> {
    await this.as(username, (person) =>
      person.call(taskCalls.complete, { params: { id: task.id }, body: completion }),
    ).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.code === 'task-closed')) throw error;
    });
    this.#onStep(this, username, task, completion);
  }

  /** Lets the players do whatever is theirs on a document until it is as wished. */
  async play(documentId: string, players: readonly Player[], finished: (document: Document) => boolean) {
    return until(`văn bản ${documentId} ở ${this.organId}`, async () => {
      const document = await this.document(documentId);
      if (finished(document)) return document;
      for (const { username, kind, does } of players) {
        const tasks = await this.openTasks(username);
        const task = tasks.find((item) => item.kind === kind && item.document?.id === documentId);
        const completion = task && (await does(task, document));
        if (completion) await this.complete(username, task, completion);
      }
      return undefined;
    });
  }
}
