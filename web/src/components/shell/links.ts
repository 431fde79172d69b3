import {
  Box,
  Connection,
  DocumentAdd,
  Finished,
  Grid,
  Key,
  List,
  Medal,
  Message,
  Notebook,
  Operation,
  Postcard,
  Reading,
  Search,
  Switch,
  Timer,
  Upload,
  User,
  View,
  Warning,
} from '@element-plus/icons-vue';
import type { Component } from 'vue';
import type { RouteLocationNormalizedLoaded } from 'vue-router';
import type { Role } from '../../api/types';

export interface MenuLink {
  to: string;
  /** Key in `locales`. */
  label: string;
  icon: Component;
  isCurrent: (route: RouteLocationNormalizedLoaded) => boolean;
}

const link = (to: string, label: string, icon: Component): MenuLink => ({
  to,
  label,
  icon,
  isCurrent: (route) => route.path === to || (to.startsWith('/admin') && route.path.startsWith(`${to}/`)),
});

const register = (kind: 'incoming' | 'outgoing', year: number, icon: Component): MenuLink => ({
  to: `/registers/${kind}/${year}`,
  label: `nav.register.${kind}`,
  icon,
  isCurrent: (route) => route.path.startsWith(`/registers/${kind}/`),
});

/** Links to documents, for the roles held. The server checks each call; this only keeps the menu short. */
export function documentLinks(has: (...roles: Role[]) => boolean, year: number): MenuLink[] {
  return [
    link('/documents', 'nav.search', Search),
    ...(has('clerk') ? [link('/documents/new-incoming', 'nav.newIncoming', Upload)] : []),
    ...(has('official', 'unitHead') ? [link('/documents/new-outgoing', 'nav.newOutgoing', DocumentAdd)] : []),
    ...(has('clerk', 'leader')
      ? [register('incoming', year, Notebook), register('outgoing', year, Reading)]
      : []),
    ...(has('leader') ? [link('/signing', 'nav.signBatch', Finished)] : []),
    ...(has('clerk') ? [link('/packets', 'nav.packets', Box)] : []),
    link('/keys', 'nav.keys', Key),
    link('/hand-over', 'nav.handOver', Switch),
  ];
}

export const adminLinks: readonly MenuLink[] = [
  link('/admin/processes', 'nav.processes', Connection),
  link('/admin/instances', 'nav.instances', Operation),
  link('/admin/incidents', 'nav.incidents', Warning),
  link('/admin/decisions', 'nav.decisions', Grid),
  link('/admin/messages', 'nav.messages', Message),
  link('/admin/monitoring', 'nav.monitoring', View),
  link('/admin/forms', 'nav.forms', Postcard),
  link('/admin/people', 'nav.people', User),
  link('/admin/trust', 'nav.trust', Medal),
  link('/admin/preservation', 'nav.preservation', Timer),
  link('/admin/audit', 'nav.audit', List),
];
