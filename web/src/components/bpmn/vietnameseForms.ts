import { options, type VNode } from 'preact';
import { formWords } from './words/vietnamese';

interface FieldConfig {
  name?: string;
  label?: string;
  create(own?: Record<string, unknown>): Record<string, unknown>;
}

/** A kind of field of form-js: a component of preact that also says what it is. */
interface Field {
  (props: Record<string, unknown>): unknown;
  config: FieldConfig;
}

interface FormFields {
  readonly _formFields: Readonly<Record<string, Field>>;
  register(type: string, field: Field): void;
}

function inVietnamese(field: Field): Field {
  const { config } = field;
  const name = formWords(config.name ?? config.label ?? '');
  if (name === null) return field;
  const create = (own: Record<string, unknown> = {}) => {
    const made = config.create(own);
    return made.label === config.name && !('label' in own) ? { ...made, label: name } : made;
  };
  return Object.assign((props: Record<string, unknown>) => field(props), {
    config: { ...config, name, create },
  });
}

/** A module of form-js: its fields have Vietnamese names, by which the palette finds them and new fields are called. */
export const vietnameseFields = {
  __init__: [
    [
      'formFields',
      (fields: FormFields) => {
        for (const [type, field] of Object.entries(fields._formFields)) {
          fields.register(type, inVietnamese(field));
        }
      },
    ],
  ],
};

/** What a person wrote stays as it is: the fields in the drawing, and what heads an entry or the panel. */
const WRITTEN =
  /^(?:fjs-(?!palette|empty|context)|bio-properties-panel-(?:header-label$|collapsible-entry-header-title|feel|input))/;
const SHOWN = ['title', 'placeholder', 'aria-label'];

type Props = Record<string, unknown>;

const worded = (value: unknown): unknown => (typeof value === 'string' ? (formWords(value) ?? value) : value);

function exchange(props: Props): void {
  for (const name of SHOWN) if (name in props) props[name] = worded(props[name]);
  if (typeof props.class === 'string' && WRITTEN.test(props.class)) return;
  if (Array.isArray(props.children)) props.children = props.children.map(worded);
  else if ('children' in props) props.children = worded(props.children);
}

/**
 * form-js has no translations of its own. It draws with preact, whose option hooks see each element before it is
 * drawn: there its words are exchanged, until the function that this one returns is called.
 */
export function drawInVietnamese(): () => void {
  const before = options.vnode;
  options.vnode = (vnode: VNode) => {
    if (vnode.props) exchange(vnode.props as Props);
    before?.(vnode);
  };
  return () => {
    options.vnode = before;
  };
}
