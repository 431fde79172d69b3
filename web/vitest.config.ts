import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  test: { root: import.meta.dirname, include: ['src/**/*.test.ts'], passWithNoTests: false },
});
