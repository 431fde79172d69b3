// The import table of docs/architecture.md: what each room may import. Everything else is a defect.
const rooms = {
  storage: [],
  signing: [],
  engine: ['storage'],
  exchange: ['storage'],
  office: ['storage', 'signing', 'exchange', 'engine'],
  workflows: ['engine', 'office'],
  server: ['storage', 'signing', 'engine', 'exchange', 'office', 'workflows'],
  web: [],
  e2e: [],
};
const testing = '\\.(test|bench)\\.ts$|/testing/|vitest\\.config\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\?url$|\\?raw$' },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports-only-${allowed.join('-') || 'nothing-of-ours'}`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: testing },
      to: {
        path: `^(${Object.keys(rooms)
          .filter((r) => r !== room && !allowed.includes(r))
          .join('|')})/`,
      },
    })),
    {
      name: 'office-and-workflows-see-only-the-engine-client',
      comment: 'The office speaks the gateway protocol; it never reaches into the embedded engine.',
      severity: 'error',
      from: { path: '^(office|workflows)/', pathNot: testing },
      to: { path: '^engine/', pathNot: '^engine/client\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
