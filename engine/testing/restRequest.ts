/** Calls the REST API below `/v2`. @returns the status and the body, empty where there is none */
export async function restRequest<Body>(
  address: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${address}/v2${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}
