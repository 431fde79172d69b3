// Deployed processes, forms and decisions: which version is the newest, and the executable graph of each,
// parsed when it is first needed and kept for the most recently used.
import { type DecisionEvaluation, evaluateDecision } from './dmn/evaluate.ts';
import type { DecisionGraph } from './dmn/graph.ts';
import { parseDecisions } from './dmn/parse.ts';
import type { VariableContext } from './expression/expression.ts';
import type { ExecutableProcess } from './model/graph.ts';
import { parseProcesses } from './model/parse.ts';
import type { Resource } from './state/rows.ts';
import type { State } from './state/state.ts';
import { NotResident } from './state/table.ts';

const MAX_GRAPHS = 500;

export class Definitions {
  private readonly graphs = new Map<number, ExecutableProcess>();
  private readonly drgs = new Map<number, DecisionGraph>();
  private readonly bodies = new Map<number, string>();
  private readonly latestById = new Map<string, Resource | undefined>();
  private readonly startersByName = new Map<string, Resource[]>();
  private readonly decisionsByGraph = new Map<number, Map<string, Resource>>();
  private seen = -1;

  constructor(private readonly state: State) {}

  get(key: number): Resource | undefined {
    const resource = this.state.resources.get(key);
    return resource?.deleted ? undefined : resource;
  }

  /** Any version, newest first. */
  versions(kind: Resource['kind'], id: string, tenant: string): Resource[] {
    const found: Resource[] = [];
    for (const r of this.state.resources.values())
      if (r.kind === kind && r.id === id && r.tenant === tenant) found.push(r);
    return found.sort((a, b) => b.version - a.version);
  }

  latest(kind: Resource['kind'], id: string, tenant: string): Resource | undefined {
    this.refresh();
    const name = `${kind}\0${tenant}\0${id}`;
    if (!this.latestById.has(name)) {
      this.latestById.set(
        name,
        this.versions(kind, id, tenant).find((r) => !r.deleted),
      );
    }
    return this.latestById.get(name);
  }

  /** Newest versions of the processes that begin with this message or signal. */
  starters(kind: 'message' | 'signal', name: string, tenant: string): Resource[] {
    this.refresh();
    const id = `${kind}\0${tenant}\0${name}`;
    let found = this.startersByName.get(id);
    if (found === undefined) {
      found = [];
      for (const r of this.state.resources.values()) {
        if (r.tenant !== tenant || !r.starts?.some((s) => s.kind === kind && s.name === name)) continue;
        if (this.latest('process', r.id, tenant) === r) found.push(r);
      }
      this.startersByName.set(id, found);
    }
    return found;
  }

  /** The decisions of a requirements graph, by id. */
  decisionsOf(requirements: number): Map<string, Resource> {
    this.refresh();
    let found = this.decisionsByGraph.get(requirements);
    if (found === undefined) {
      found = new Map();
      for (const r of this.state.resources.values()) if (r.parent === requirements) found.set(r.id, r);
      this.decisionsByGraph.set(requirements, found);
    }
    return found;
  }

  private refresh(): void {
    if (this.seen === this.state.resources.version) return;
    this.latestById.clear();
    this.startersByName.clear();
    this.decisionsByGraph.clear();
    this.seen = this.state.resources.version;
  }

  /** The text deployed under this key (decision: that of its requirements graph). */
  body(key: number): string {
    const body = this.state.body(key) ?? this.bodies.get(key);
    if (body === undefined) throw new NotResident({ kind: 'body', key });
    return body;
  }

  loadedBody(key: number, body: string): void {
    if (this.bodies.size > MAX_GRAPHS) this.bodies.clear();
    this.bodies.set(key, body);
  }

  /** @throws NotResident */
  decide(decision: Resource, variables: VariableContext, now: number): DecisionEvaluation {
    let graph = this.drgs.get(decision.parent);
    if (graph === undefined) {
      const { drg, errors } = parseDecisions(this.body(decision.parent));
      if (drg === undefined)
        throw new Error(`decisions ${decision.parent}: ${errors.map((e) => e.message).join('; ')}`);
      if (this.drgs.size >= MAX_GRAPHS) this.drgs.delete(this.drgs.keys().next().value!);
      this.drgs.set(decision.parent, drg);
      graph = drg;
    }
    return evaluateDecision(graph, decision.id, variables, now);
  }

  /** The graph of a process; running instances need it even after the resource was deleted. */
  graph(key: number): ExecutableProcess {
    const known = this.graphs.get(key);
    if (known !== undefined) return known;
    const resource = this.state.resources.get(key);
    if (resource === undefined) throw new Error(`no process definition ${key}`);
    const { processes, errors } = parseProcesses(this.body(key));
    const process = processes.find((p) => p.id === resource.id);
    if (process === undefined)
      throw new Error(
        `definition ${key} has no process '${resource.id}': ${errors.map((e) => e.message).join('; ')}`,
      );
    if (this.graphs.size >= MAX_GRAPHS) this.graphs.delete(this.graphs.keys().next().value!);
    this.graphs.set(key, process);
    return process;
  }
}
