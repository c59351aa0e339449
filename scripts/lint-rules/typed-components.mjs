// To be imported before the Svelte parser, which asks once when it is loaded. TypeScript then reads a component as the
// parser understands it, with its script and its imports; otherwise each one that is opened changes its imports, and
// the whole program of web is built again for each: half of the time of the lint. Experimental in svelte-eslint-parser
// 1.10: where it does not know the setting, the lint is slow and right.
process.env.SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK = "1";
