/** Rows of the schema `office`, as the migrations make them; columns are snake_case in the database. */
import type { ResponseFor } from '@congvan/exchange';
import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Maybe, MaybeInstant } from './columns.ts';
import type { Direction, DocumentState, Organ, Part, Role, TaskKind, Urgency } from './inputs.ts';
import type {
  ConfirmationsTable,
  SignaturesTable,
  SigningBatchesTable,
  SigningIntentsTable,
  SigningKeysTable,
  SigningSessionsTable,
} from './signing/tables.ts';

export interface AgencyTable {
  organId: string;
  name: string;
  superior: Maybe<string>;
  place: string;
  stem: string;
  contact: Json<{ address?: string; email?: string; telephone?: string; website?: string }>;
  demonstration: boolean;
}

export interface AgenciesTable {
  organId: string;
  name: string;
  /** Where its packets go; null: it is reached on paper. */
  endpoint: Maybe<string>;
  systemId: Maybe<string>;
}

export interface UnitsTable {
  id: string;
  name: string;
  code: string;
  parentId: Maybe<string>;
}

export interface UsersTable {
  id: string;
  username: string;
  fullName: string;
  position: string;
  unitId: Maybe<string>;
  roles: Role[];
  active: ColumnType<boolean, boolean | undefined, boolean>;
  passwordHash: Maybe<string>;
}

export interface DocumentSigner {
  capacity: string | null;
  position: string | null;
  fullName: string;
}

export interface DocumentsTable {
  id: string;
  direction: Direction;
  state: DocumentState;
  typeCode: string;
  typeName: string;
  number: Maybe<number>;
  notation: Maybe<string>;
  issuedDate: Maybe<string>;
  subject: string;
  urgency: Urgency;
  issuer: Json<Organ>;
  signer: ColumnType<DocumentSigner | null, string | null | undefined, string | null>;
  signerId: Maybe<string>;
  /** «KT.», as the drafter says; of an outgoing document. */
  capacity: Maybe<string>;
  recipients: Json<Organ[]>;
  body: Maybe<string>;
  /** Year that the page made from the template is dated in. */
  pageYear: Maybe<number>;
  /** Whether the main file is made from the template or was brought by the drafter. */
  mainOrigin: ColumnType<'template' | 'upload', 'template' | 'upload' | undefined, 'template' | 'upload'>;
  arrivalNumber: Maybe<number>;
  arrivalDate: Maybe<string>;
  dueDate: Maybe<string>;
  inResponseTo: Maybe<string>;
  drafterId: Maybe<string>;
  unitId: Maybe<string>;
  source: 'axis' | 'paper' | 'email' | 'own';
  packetId: Maybe<string>;
  note: Maybe<string>;
  version: ColumnType<number, number | undefined, number>;
  processInstanceKey: Maybe<string>;
  createdAt: Instant;
}

export interface DocumentFilesTable {
  id: string;
  documentId: string;
  role: 'main' | 'attachment' | 'source';
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  version: number;
  createdBy: Maybe<string>;
  createdAt: Instant;
}

/** Who may read a document: `user:<id>`, `unit:<id>`, `role:<role>` or `role:<role>@<unitId>`. */
export interface DocumentReadersTable {
  documentId: string;
  principal: string;
}

export interface RegistersTable {
  id: string;
  kind: Direction;
  year: number;
  /** Numbers of one notation («TTr-STTTT») only; null: every notation that has no register of its own. */
  notation: Maybe<string>;
  nextNumber: number;
  lastDate: Maybe<string>;
  open: ColumnType<boolean, boolean | undefined, boolean>;
}

export interface TasksTable {
  id: string;
  jobKey: string;
  processInstanceKey: string;
  elementId: string;
  kind: TaskKind;
  title: string;
  documentId: string;
  assigneeId: Maybe<string>;
  /** A principal, see `DocumentReadersTable`, that any of its people may do the task for. */
  candidate: Maybe<string>;
  /** Whose task it would be; the assignee stands in for them. */
  onBehalfOf: Maybe<string>;
  part: Maybe<Part>;
  /** What the process asks for: «initial» at a review, the field of a further signer at signing; null: the usual. */
  signature: Maybe<string>;
  state: 'open' | 'done' | 'cancelled';
  outcome: Maybe<string>;
  remark: Maybe<string>;
  createdAt: Instant;
  dueAt: MaybeInstant;
  doneAt: MaybeInstant;
  doneBy: Maybe<string>;
}

/** `delegateId` stands in for `userId`; no document: on whatever comes from `fromDay` to `untilDay`, both included. */
export interface DelegationsTable {
  id: string;
  userId: string;
  delegateId: string;
  documentId: Maybe<string>;
  fromDay: string;
  /** null: until it is ended. */
  untilDay: Maybe<string>;
  reason: string;
  madeBy: Maybe<string>;
  madeAt: Instant;
  endedAt: MaybeInstant;
}

export interface AssignmentsTable {
  id: Generated<string>;
  documentId: string;
  unitId: string;
  userId: Maybe<string>;
  part: Part;
  instruction: Maybe<string>;
  dueDate: Maybe<string>;
  state: 'open' | 'done' | 'cancelled';
  assignedBy: Maybe<string>;
  createdAt: Instant;
  doneAt: MaybeInstant;
}

export interface AuditTable {
  id: Generated<string>;
  at: Instant;
  actorId: Maybe<string>;
  action: string;
  documentId: Maybe<string>;
  taskId: Maybe<string>;
  details: Json<Record<string, unknown>>;
  ip: Maybe<string>;
  outcome: 'ok' | 'denied';
}

export interface OutboxTable {
  id: Generated<string>;
  kind: string;
  /** Rows of one document are delivered one after the other, oldest first. */
  documentId: Maybe<string>;
  payload: Json<Record<string, unknown>>;
  createdAt: Instant;
  attempts: ColumnType<number, number | undefined, number>;
  nextAttemptAt: Instant;
  lastError: Maybe<string>;
  doneAt: MaybeInstant;
}

/** Packets that came over the exchange, those that could not be read among them. */
export interface PacketsTable {
  packetId: string;
  kind: 'document' | 'status' | 'unreadable';
  senderId: Maybe<string>;
  senderName: Maybe<string>;
  xmlSha256: string;
  receivedAt: Instant;
  documentId: Maybe<string>;
  state: 'waiting' | 'received' | 'returned';
  problemCode: Maybe<string>;
  problem: Maybe<string>;
  /** How its sender names the document: what a status must refer to. */
  refersTo: ColumnType<ResponseFor | null, string | null | undefined, string | null>;
}

/** One row a recipient of an issued document. */
export interface DeliveriesTable {
  id: Generated<string>;
  documentId: string;
  position: number;
  organId: Maybe<string>;
  name: string;
  packetId: Maybe<string>;
  state: 'waiting' | 'sending' | 'delivered' | 'failed' | 'paper';
  attempts: ColumnType<number, number | undefined, number>;
  lastError: Maybe<string>;
  deliveredAt: MaybeInstant;
  receipt: Maybe<string>;
}

/** Statuses that partners reported on documents sent to them. */
export interface StatusesTable {
  packetId: string;
  documentId: string;
  senderId: string;
  code: string;
  description: Maybe<string>;
  at: Instant;
  receivedAt: Instant;
}

/** Validation reports, kept by what was validated and by all that decides it besides the time. */
export interface SignatureReportsTable {
  sha256: string;
  trustVersion: string;
  report: Json<unknown>;
  createdAt: Instant;
  /** Until when it may be told again. */
  goodUntil: Instant;
}

/** Whom the administrators let be trusted, beside the roots of the configuration. Rows are never removed. */
export interface TrustListsTable {
  id: string;
  name: string;
  kind: 'certificates' | 'tsl';
  /** null: signatures and timestamps. */
  purpose: Maybe<'signing' | 'timestamps'>;
  /** The file as it was given, in the file store. */
  sha256: string;
  validFrom: MaybeInstant;
  validUntil: MaybeInstant;
  enabled: ColumnType<boolean, boolean | undefined, boolean>;
  /** What an ETSI list says of itself. */
  scheme: ColumnType<TrustScheme | null, string | null, string | null>;
  /** The scheme operator's certificate that verified the list's signature. */
  operator: ColumnType<TrustOperator | null, string | null, string | null>;
  /** Why the administrator vouches for an ETSI list whose signature was not verified. */
  vouch: Maybe<string>;
  /** The newer list that took its place. */
  replacedBy: Maybe<string>;
  addedBy: Maybe<string>;
  addedAt: Instant;
}

export interface TrustScheme {
  operator: string;
  territory: string;
  sequenceNumber: number | null;
  issuedAt: string | null;
  nextUpdate: string | null;
}

export interface TrustOperator {
  commonName: string;
  fingerprint: string;
}

/** What the administrators decided about validating and keeping signatures; absent: the defaults. */
export interface SignaturePolicyTable {
  onlyOne: Generated<boolean>;
  requireRevocation: boolean;
  online: boolean;
  renewDays: number;
  graceHours: number;
}

export type PreservationState = 'waiting' | 'kept' | 'failing' | 'refused' | 'unsigned';

/** When the signatures of a document in force are next raised to B-LTA or renewed. */
export interface PreservationTable {
  documentId: string;
  state: PreservationState;
  /** null: nothing is to be done any more. */
  dueAt: MaybeInstant;
  level: Maybe<string>;
  /** End of the last archive timestamp's certificate. */
  archiveEnds: MaybeInstant;
  problem: Maybe<string>;
  /** In a row that failed. */
  attempts: ColumnType<number, number | undefined, number>;
  triedAt: MaybeInstant;
}

/** What the admin has decided on watching processes; no row: nothing yet. */
export interface MonitoringTable {
  onlyOne: Generated<boolean>;
  maskedNames: string[];
  maxValueLength: number;
  /** Days that the history of ended instances is kept; null: for ever. */
  retentionDays: Maybe<number>;
  /** BPMN process id → days, where they differ. */
  retentionByProcess: Json<Record<string, number | null>>;
}

export interface OfficeTables {
  'office.agency': AgencyTable;
  'office.agencies': AgenciesTable;
  'office.units': UnitsTable;
  'office.users': UsersTable;
  'office.signingKeys': SigningKeysTable;
  'office.documents': DocumentsTable;
  'office.documentFiles': DocumentFilesTable;
  'office.documentReaders': DocumentReadersTable;
  'office.registers': RegistersTable;
  'office.tasks': TasksTable;
  'office.assignments': AssignmentsTable;
  'office.delegations': DelegationsTable;
  'office.audit': AuditTable;
  'office.outbox': OutboxTable;
  'office.packets': PacketsTable;
  'office.deliveries': DeliveriesTable;
  'office.statuses': StatusesTable;
  'office.signatureReports': SignatureReportsTable;
  'office.trustLists': TrustListsTable;
  'office.signaturePolicy': SignaturePolicyTable;
  'office.preservation': PreservationTable;
  'office.signatures': SignaturesTable;
  'office.signingBatches': SigningBatchesTable;
  'office.signingIntents': SigningIntentsTable;
  'office.signingSessions': SigningSessionsTable;
  'office.confirmations': ConfirmationsTable;
  'office.monitoring': MonitoringTable;
}
