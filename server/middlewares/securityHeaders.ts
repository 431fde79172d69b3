import type { Middleware } from 'koa';

/**
 * Scripts only from here, and no eval; `wasm-unsafe-eval` for the image decoders of pdf.js, `blob:` workers for
 * pdf.js, the signer's token plug-in on their own machine, inline styles because bpmn-js, form-js and Element Plus position with them, `data:` for bpmn-js fonts.
 */
const policy = (pluginUrl: string) =>
  [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src 'self' blob: data: ${pluginUrl}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

export function securityHeaders({ https, pluginUrl }: { https: boolean; pluginUrl: string }): Middleware {
  const contentPolicy = policy(pluginUrl);
  return async (ctx, next) => {
    ctx.set({
      'Content-Security-Policy': contentPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
      ...(https && { 'Strict-Transport-Security': 'max-age=31536000' }),
    });
    await next();
  };
}
