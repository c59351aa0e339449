const WRITES = new Map([
  ["YMap", ["set", "delete", "clear"]],
  ["YArray", ["insert", "push", "unshift", "delete"]],
  ["YText", ["insert", "delete", "applyDelta", "format"]],
]);

/** Reports every write to a Yjs type; eslint.config.js turns it off in the few files that may. */
export const documentWrites = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      write:
        "A canvas is changed by a command only: put this into shared/src/canvas/commands (or migrations) and call that.",
    },
  },
  create: (context) => {
    const services = context.sourceCode.parserServices;
    return {
      "CallExpression > MemberExpression.callee": (callee) => {
        const type = services.getTypeAtLocation(callee.object);
        const names = (type.isUnion() ? type.types : [type]).map((part) => part.symbol?.name);
        const written = names.some((name) => WRITES.get(name)?.includes(callee.property.name));
        if (written) context.report({ node: callee, messageId: "write" });
      },
    };
  },
};
