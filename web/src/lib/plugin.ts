/** Speaks to the token plug-in on the signer's own machine (docs/signing-plugin.md). */

export interface PluginReply {
  Status: number;
  Message: string;
}

/** The plug-in does not run, or its certificate is not trusted by this browser. */
export class PluginAbsentError extends Error {
  override readonly name = 'PluginAbsentError';
}

/** Sends one request and waits for its one answer: as long as the person takes, until `signal` ends it. */
export function callPlugin(url: string, message: object, signal: AbortSignal): Promise<PluginReply> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      socket.send(JSON.stringify(message));
    });
    socket.addEventListener('message', ({ data }) => {
      resolve(replyOf(data));
      socket.close();
    });
    socket.addEventListener('close', () =>
      reject(opened ? new Error('The plug-in closed the connection') : new PluginAbsentError()),
    );
    signal.addEventListener('abort', () => socket.close());
  });
}

function replyOf(data: unknown): PluginReply {
  try {
    const reply: unknown = JSON.parse(String(data));
    if (typeof reply === 'object' && reply !== null && 'Status' in reply) {
      const message = 'Message' in reply ? reply.Message : 'Error' in reply ? reply.Error : '';
      return { Status: Number(reply.Status), Message: String(message ?? '') };
    }
  } catch {
    // What is not JSON is no answer that we know: told as a refusal, with its own words.
  }
  return { Status: -1, Message: String(data).slice(0, 300) };
}
