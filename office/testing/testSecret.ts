/** Seals what offices in tests keep of remote keys; the same for every server of one. */
export const TEST_SECRET = Buffer.alloc(32, 7);
