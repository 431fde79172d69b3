import './theme/fonts';
import './theme/elements';
import './theme/tokens.css';
import './theme/base.css';
import './theme/layout.css';
import './theme/table.css';
import './theme/element-plus.css';
import './theme/print.css';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './App.vue';
import { createQueries } from './api/queries';
import { scrollable } from './directives/scrollable';
import { i18n } from './i18n';
import { createRoutes } from './router';

const queryClient = createQueries();

createApp(App)
  .directive('scrollable', scrollable)
  .use(VueQueryPlugin, { queryClient })
  .use(i18n)
  .use(createRoutes(queryClient))
  .mount('#app');
