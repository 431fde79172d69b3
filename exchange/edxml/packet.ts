// The packet as data. Names follow QCVN 102:2016/BTTTT; days are 'yyyy-mm-dd', moments ISO 8601 with +07:00.

export interface Organ {
  organId: string;
  organName: string;
  organizationInCharge?: string | undefined;
  organAdd?: string | undefined;
  email?: string | undefined;
  telephone?: string | undefined;
  fax?: string | undefined;
  website?: string | undefined;
}

export interface Staff {
  department?: string | undefined;
  staff?: string | undefined;
  mobile?: string | undefined;
  email?: string | undefined;
}

/** The document that a packet answers. */
export interface ResponseFor {
  organId: string;
  /** Number and notation: '2225/TTr-STTTT'. */
  code: string;
  promulgationDate: string;
  documentId: string;
}

export interface Attachment {
  /** Unique in the packet, without 'cid:'. */
  contentId: string;
  name: string;
  contentType: string;
  description?: string | undefined;
}

/** BussinessDocType: what the receiver is asked to do with the document. */
export const businessTypes = { new: 0, withdraw: 1, update: 2, replace: 3 } as const;
export type BusinessType = keyof typeof businessTypes;

export interface Business {
  type: BusinessType;
  reason?: string | undefined;
  /** The document withdrawn, updated or replaced. */
  documentId?: string | undefined;
  staff: Staff;
  /** Whether a paper original follows. */
  paper: boolean;
  /** Update: what changes. */
  update?:
    | {
        documentInfo: boolean;
        documentReceiver: boolean;
        receivers: { receiverType: number; organId: string }[];
      }
    | undefined;
  /** Replace: which documents, at which agencies. */
  replacements: { documentId: string; organIds: string[] }[];
}

export interface DocumentHeader {
  kind: 'document';
  from: Organ;
  to: Organ[];
  code: { number: string; notation: string };
  promulgation: { place: string; date: string };
  documentType: { type: number; typeName: string; typeDetail?: string | undefined };
  subject: string;
  content?: string | undefined;
  signer: { competence?: string | undefined; position?: string | undefined; fullName?: string | undefined };
  dueDate?: string | undefined;
  toPlaces: string[];
  otherInfo: {
    /** 0 normal, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc. */
    priority: number;
    sphereOfPromulgation?: string | undefined;
    typerNotation?: string | undefined;
    promulgationAmount?: number | undefined;
    pageAmount?: number | undefined;
    direction?: string | undefined;
    appendixes: string[];
  };
  responseFor: ResponseFor[];
  /** 0 | 1 | 2 */
  steeringType: number;
  /** '<OrganId>,<yyyy/MM/dd>,<number>/<notation>' */
  documentId: string;
  trace: { id: string; entries: { organId: string; timestamp: string }[] };
  business: Business;
}

/** A document on its way, with the bytes of its attachments. */
export interface DocumentPacket extends DocumentHeader {
  attachments: (Attachment & { content: Uint8Array })[];
}

/** Status codes of Decision 28/2018/QĐ-TTg. */
export const statusCodes = {
  arrived: '01',
  refused: '02',
  received: '03',
  assigned: '04',
  handling: '05',
  done: '06',
  withdrawalAsked: '13',
  withdrawalAgreed: '15',
  withdrawalRefused: '16',
} as const;
export type StatusCode = (typeof statusCodes)[keyof typeof statusCodes];

export interface StatusPacket {
  kind: 'status';
  responseFor: ResponseFor;
  from: Organ;
  statusCode: StatusCode;
  /** Required for 02: the reason. */
  description?: string | undefined;
  timestamp: string;
  staff: Staff;
}

/** '<OrganId>,<yyyy/MM/dd>,<number>/<notation>' of a document, by which packets refer to it. */
export function documentIdOf(
  organId: string,
  date: string,
  code: { number: string; notation: string },
): string {
  return `${organId},${date.replaceAll('-', '/')},${code.number}/${code.notation}`;
}
