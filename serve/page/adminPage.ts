import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { joinModules, readOwn } from '../../foundation/page/ownFiles.ts';
import { toThemeCss } from '../../foundation/page/theme.ts';

/** In the order of their imports. */
const MODULES = [
  'foundation/page/dom.js',
  ...['adminRequests', 'shownValues', 'trafficView', 'changesView', 'chainsView', 'chainView', 'adminView'].map(
    (name) => `serve/page/client/${name}.js`,
  ),
];

/**
 * The page of an admin, script and style sheet. They are the same for everybody and hold no data, so they take no key: the
 * page asks for it, and sends it to the routes that have the data.
 *
 * @param isOpen whether the server has an admin key; without one the page says that it is closed
 */
export function adminPage(isOpen: boolean): Hono {
  const shell = toShell(isOpen ? FORM : CLOSED);
  const script = joinModules(MODULES);
  const style = [toThemeCss(), readOwn('foundation/page/base.css'), readOwn('serve/page/client/admin.css')].join('\n');
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      ...{ scriptSrc: ["'self'"], styleSrc: ["'self'"], connectSrc: ["'self'"], imgSrc: ['data:'] },
      ...{ baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
      ...{ requireTrustedTypesFor: ["'script'"], trustedTypes: ["'none'"] },
    },
    xFrameOptions: 'DENY',
    // Whoever puts the server behind TLS says how long that holds.
    strictTransportSecurity: false,
  });
  const serve = (text: string, type: string) => () =>
    new Response(text, { headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' } });
  return new Hono()
    .get('/metasc', (c) => c.redirect('metasc/'))
    .get('/metasc/', headers, serve(shell, 'text/html'))
    .get('/metasc/page.js', headers, serve(script, 'text/javascript'))
    .get('/metasc/page.css', headers, serve(style, 'text/css'));
}

const FORM = `<form id="key-form" hidden>
<label hidden>Name <input autocomplete="username" value="metasc admin" readonly></label>
<label for="key">Admin key</label>
<div class="row"><input id="key" type="password" autocomplete="current-password" required aria-describedby="key-note key-fault"><button>Open</button></div>
<p id="key-fault" class="fault" role="alert"></p>
<p id="key-note" class="note"><code>keys.admin</code> of the server's config. It stays in this tab, and is sent to this server alone.</p>
</form>
<p id="fault" class="fault" role="alert"></p>
<p id="status" class="sr" role="status"></p>
<div id="view"></div>
<noscript><p>This page needs JavaScript.</p></noscript>`;

const CLOSED = `<p>The page is closed, because this server has no admin key. Set <code>keys.admin</code> in its config, and start it again.</p>`;

const toShell = (content: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>metasc serve</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script src="page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="heading">
<h1>metasc serve</h1>
<div id="actions" class="row" hidden><button id="refresh" type="button">Refresh</button><button id="forget" type="button">Forget the key</button></div>
</div>
<p id="when" class="run"></p>
</header>
<main id="main" tabindex="-1">
${content}
</main>
</body>
</html>
`;
