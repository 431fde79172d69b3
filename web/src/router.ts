import type { QueryClient } from '@tanstack/vue-query';
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { fetchSession, sessionKey } from './api/session';
import type { Role } from './api/types';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in `locales`, shown in the browser's tab. */
    title: string;
    /** Shown without the menu and without signing in. */
    bare?: boolean;
    /** The page needs the whole width: the menu shrinks to icons. */
    wide?: boolean;
    /** Roles for which the menu leads here; the server decides what they may really do. */
    roles?: Role[];
  }
}

const admin: Role[] = ['admin'];

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/tasks' },
  {
    path: '/sign-in',
    component: () => import('./pages/SignInPage.vue'),
    meta: { title: 'signIn.title', bare: true },
  },
  { path: '/tasks', component: () => import('./pages/InboxPage.vue'), meta: { title: 'nav.inbox' } },
  {
    path: '/documents',
    component: () => import('./pages/DocumentsPage.vue'),
    meta: { title: 'nav.documents' },
  },
  {
    path: '/documents/new-incoming',
    component: () => import('./pages/RegisterIncomingPage.vue'),
    meta: { title: 'nav.newIncoming', roles: ['clerk'] },
  },
  {
    path: '/documents/new-outgoing',
    component: () => import('./pages/NewDraftPage.vue'),
    meta: { title: 'nav.newOutgoing' },
  },
  {
    path: '/documents/:id',
    component: () => import('./pages/DocumentPage.vue'),
    props: true,
    meta: { title: 'nav.document', wide: true },
  },
  {
    path: '/registers/:kind(incoming|outgoing)/:year(\\d{4})',
    component: () => import('./pages/RegisterPage.vue'),
    props: (route) => ({ kind: route.params.kind, year: Number(route.params.year) }),
    meta: { title: 'nav.registers', wide: true },
  },
  {
    path: '/signing',
    component: () => import('./pages/SignBatchPage.vue'),
    meta: { title: 'nav.signBatch', roles: ['leader'] },
  },
  {
    path: '/hand-over',
    component: () => import('./pages/HandOverPage.vue'),
    meta: { title: 'nav.handOver' },
  },
  { path: '/keys', component: () => import('./pages/KeysPage.vue'), meta: { title: 'nav.keys' } },
  { path: '/packets', component: () => import('./pages/PacketsPage.vue'), meta: { title: 'nav.packets' } },
  {
    path: '/admin/processes',
    component: () => import('./pages/admin/ProcessesPage.vue'),
    meta: { title: 'nav.processes', roles: admin },
  },
  {
    path: '/admin/processes/:processKey(\\d+|new)',
    component: () => import('./pages/admin/ProcessEditorPage.vue'),
    props: true,
    meta: { title: 'nav.processEditor', wide: true, roles: admin },
  },
  {
    path: '/admin/processes/:processKey(\\d+)/watch',
    component: () => import('./pages/admin/ProcessPage.vue'),
    props: true,
    meta: { title: 'nav.processes', roles: admin },
  },
  {
    path: '/admin/instances',
    component: () => import('./pages/admin/InstancesPage.vue'),
    meta: { title: 'nav.instances', roles: admin },
  },
  {
    path: '/admin/instances/:instanceKey(\\d+)',
    component: () => import('./pages/admin/InstancePage.vue'),
    props: true,
    meta: { title: 'nav.instance', roles: admin },
  },
  {
    path: '/admin/incidents',
    component: () => import('./pages/admin/IncidentsPage.vue'),
    meta: { title: 'nav.incidents', roles: admin },
  },
  {
    path: '/admin/messages',
    component: () => import('./pages/admin/MessagesPage.vue'),
    meta: { title: 'nav.messages', roles: admin },
  },
  {
    path: '/admin/monitoring',
    component: () => import('./pages/admin/MonitoringPage.vue'),
    meta: { title: 'nav.monitoring', roles: admin },
  },
  {
    path: '/admin/decisions',
    component: () => import('./pages/admin/DecisionsPage.vue'),
    meta: { title: 'nav.decisions', roles: admin },
  },
  {
    path: '/admin/decisions/:decisionKey(\\d+)',
    component: () => import('./pages/admin/DecisionPage.vue'),
    props: true,
    meta: { title: 'nav.decision', roles: admin },
  },
  {
    path: '/admin/forms',
    component: () => import('./pages/admin/FormsPage.vue'),
    meta: { title: 'nav.forms', roles: admin },
  },
  {
    path: '/admin/forms/:formKey(\\d+|new)',
    component: () => import('./pages/admin/FormEditorPage.vue'),
    props: true,
    meta: { title: 'nav.forms', wide: true, roles: admin },
  },
  {
    path: '/admin/people',
    component: () => import('./pages/admin/PeoplePage.vue'),
    meta: { title: 'nav.people', roles: admin },
  },
  {
    path: '/admin/trust',
    component: () => import('./pages/admin/TrustPage.vue'),
    meta: { title: 'nav.trust', roles: admin },
  },
  {
    path: '/admin/preservation',
    component: () => import('./pages/admin/PreservationPage.vue'),
    meta: { title: 'nav.preservation', roles: admin },
  },
  {
    path: '/admin/audit',
    component: () => import('./pages/admin/AuditPage.vue'),
    meta: { title: 'nav.audit', roles: admin },
  },
  {
    path: '/:rest(.*)*',
    component: () => import('./pages/NotFoundPage.vue'),
    meta: { title: 'notFound.title' },
  },
];

/** The pages by address; all but the sign-in page ask for a session first and lead back after signing in. */
export function createRoutes(queries: QueryClient) {
  const router = createRouter({ history: createWebHistory(), routes });
  router.beforeEach(async (to) => {
    if (to.meta.bare) return true;
    const session = await queries
      .fetchQuery({ queryKey: sessionKey, queryFn: fetchSession, staleTime: Number.POSITIVE_INFINITY })
      .catch(() => null);
    return session?.user ? true : { path: '/sign-in', query: { next: to.fullPath } };
  });
  // After an update of the server, pages that this tab has not loaded yet have other names: load it anew.
  router.onError((error, to) => {
    if (/dynamically imported module|module script/i.test(String(error))) window.location.assign(to.fullPath);
  });
  return router;
}
