/** Hands text to the browser as a file to keep. */
export function downloadText(name: string, text: string, mediaType: string) {
  save(name, new Blob([text], { type: mediaType }));
}

/** Hands bytes to the browser as a file to keep. */
export function downloadBytes(name: string, bytes: Uint8Array<ArrayBuffer>) {
  save(name, new Blob([bytes], { type: 'application/octet-stream' }));
}

function save(name: string, content: Blob) {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
