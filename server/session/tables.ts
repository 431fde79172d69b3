export interface SessionTables {
  'server.sessions': {
    id_sha256: Buffer;
    user_id: string;
    created_at: Date;
    seen_at: Date;
    ip: string;
    agent: string;
  };
  'server.failed_sign_ins': { subject: string; failures: number; since: Date };
}
