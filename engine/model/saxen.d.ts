declare module 'saxen' {
  type Decode = (text: string) => string;
  export class Parser {
    ns(namespaces: Record<string, string>): this;
    on(
      event: 'openTag',
      hook: (name: string, attributes: () => Record<string, unknown>, decode: Decode) => void,
    ): this;
    on(event: 'closeTag', hook: (name: string) => void): this;
    on(event: 'text', hook: (value: string, decode: Decode) => void): this;
    on(event: 'cdata' | 'attention', hook: (value: string) => void): this;
    on(event: 'error' | 'warn', hook: (error: Error) => void): this;
    parse(xml: string): void;
  }
}
