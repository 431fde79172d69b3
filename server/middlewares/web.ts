import type { Context, Middleware } from 'koa';
import serve from 'koa-static';

/** The web's built files; any other path that a browser navigates to is a screen, so it gets the page. */
export function web(folder: string): Middleware[] {
  const files = serve(folder, {
    setHeaders: (response, path) => {
      const named = /[/\\]assets[/\\]/.test(path); // built names carry a digest of their content
      response.setHeader('Cache-Control', named ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const screen: Middleware = async (ctx: Context, next) => {
    const navigation = ctx.method === 'GET' && ctx.accepts('html') && !/\.\w+$/.test(ctx.path);
    if (!navigation) return next();
    ctx.path = '/index.html';
    await files(ctx as never, next);
  };
  return [files as Middleware, screen];
}
