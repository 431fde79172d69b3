/** Whether a text is JSON; `object`: names and values, `{"a": 1}`. */
export function isJson(text: string, object = false): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return !object || (typeof value === 'object' && value !== null && !Array.isArray(value));
  } catch {
    return false;
  }
}
