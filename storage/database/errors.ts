/** PostgreSQL could not be started, or its data folder cannot be used. */
export class DatabaseStartError extends Error {
  readonly code = 'database-start';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Không khởi động được PostgreSQL: ${reason}.`, options);
    this.name = 'DatabaseStartError';
  }
}

/** A migration that the database has applied is not what the code now says: migrations are append-only. */
export class MigrationChangedError extends Error {
  readonly code = 'migration-changed';
  constructor(schema: string, name: string) {
    super(
      `Bước nâng cấp «${name}» của lược đồ «${schema}» đã bị sửa sau khi áp dụng; chỉ được thêm bước mới.`,
    );
    this.name = 'MigrationChangedError';
  }
}

/** The database has migrations that this code does not know: it was used by a newer version. */
export class DatabaseNewerError extends Error {
  readonly code = 'database-newer';
  constructor(schema: string, name: string) {
    super(
      `Lược đồ «${schema}» đã có bước nâng cấp «${name}» mà phiên bản này chưa biết; hãy dùng phiên bản mới hơn.`,
    );
    this.name = 'DatabaseNewerError';
  }
}
