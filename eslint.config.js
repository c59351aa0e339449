import "./scripts/lint-rules/typed-components.mjs";
import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import tseslint from "typescript-eslint";
import { documentWrites } from "./scripts/lint-rules/document-writes.mjs";

const SERVICES = ["web", "sync-server", "job-worker"];
const TESTS = ["**/*.test.ts", "**/*.test-*.ts", "**/*.spec.ts", "tests/**", "perf/**"];

/** Forbids imports; patterns match the path as it is written. */
const forbid = (files, ...patterns) => ({
  files,
  ignores: TESTS,
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: patterns.map(([regex, message]) => ({ regex, message })) },
    ],
  },
});

const NO_BARRELS = [
  "^(\\.|\\.\\.)(/|$)(index(\\.ts)?)?$",
  "There are no barrels: import the file that has it.",
];
const serverIsForNode = [
  "(^@backlot/shared/server/|/server/)",
  "Only shared/src/server and the processes use Node: what browsers need too must live outside of it.",
];
const otherService = (name) => [
  `(^@backlot/|/)(${SERVICES.filter((other) => other !== name).join("|")})/`,
  "web, sync-server and job-worker never import each other: what two of them need has its home in shared/src.",
];

export default tseslint.config(
  {
    ignores: [
      "**/build/",
      "**/.svelte-kit/",
      "coverage/",
      "test-results/",
      "playwright-report/",
      ".data/",
      "web/static/",
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
        // Of the script in a component, also where another file's imports are followed into it.
        parser: tseslint.parser,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "import-x": importX, backlot: { rules: { "document-writes": documentWrites } } },
    settings: {
      "import-x/ignore": ["/node_modules/"],
      // A file of any other kind is not followed: without these no cycle is seen.
      "import-x/extensions": [".ts", ".js", ".mjs", ".svelte"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"], "svelte-eslint-parser": [".svelte"] },
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".svelte"] })],
    },
    rules: {
      "no-console": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      // Parts are plain objects of closures here; nothing hangs on `this`.
      "@typescript-eslint/unbound-method": "off",
      // Y.Text is a string to whoever reads it.
      "@typescript-eslint/no-base-to-string": "off",
      // The app has no base path, and its big collections are deliberately not reactive one by one.
      "svelte/no-navigation-without-resolve": "off",
      "svelte/prefer-svelte-reactivity": "off",
      "no-restricted-properties": [
        "error",
        {
          object: "process",
          property: "env",
          message:
            "Settings are read once, in main.ts, by the schema of the process's config.ts; pass the value on.",
        },
      ],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { globals: globals.browser },
  },
  {
    // To ESLint's types another component is `any`; svelte-check knows better and runs too.
    files: ["**/*.svelte"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    // Plain scripts run before anything is installed; they have no types to check.
    files: ["**/*.js", "**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
  },
  // The animatic's player runs in a browser, from disk.
  { files: ["job-worker/assets/**/*.js"], languageOptions: { globals: globals.browser } },

  // Which way the arrows go.
  forbid(["sync-server/**/*.ts"], NO_BARRELS, otherService("sync-server")),
  forbid(["job-worker/**/*.ts"], NO_BARRELS, otherService("job-worker")),
  forbid(["web/**/*.{ts,svelte}"], NO_BARRELS, otherService("web")),
  forbid(["web/src/lib/ui/**/*.{ts,svelte}"], NO_BARRELS, otherService("web"), [
    "^(#lib/(?!ui/)|\\.\\./\\.\\./|@backlot/)",
    "lib/ui is free of the domain: a control that knows about films belongs to its feature's folder in web/src/lib.",
  ]),
  forbid(["shared/src/server/**/*.ts"], NO_BARRELS, [
    "(^@backlot/(web|sync-server|job-worker)|/(web|sync-server|job-worker)/src/)",
    "shared knows none of the processes.",
  ]),
  forbid(
    [
      "shared/src/{animatic,canvas,continuity,coverage,functions,presence,protocol,screenplay,shot-list,storyboard}/**/*.ts",
    ],
    NO_BARRELS,
    serverIsForNode,
    ["^node:", "This folder also runs in the browser: no Node modules here; shared/src/server may use them."],
    [
      "(^@backlot/(web|sync-server|job-worker)|/(web|sync-server|job-worker)/src/)",
      "shared knows none of the processes.",
    ],
  ),

  // Who may write to a canvas document.
  {
    files: ["**/*.ts", "**/*.svelte"],
    ignores: [
      "shared/src/canvas/commands/**",
      "shared/src/canvas/migrations/**",
      "shared/src/canvas/document.ts",
      "shared/src/canvas/text-edit.ts",
      ...TESTS,
    ],
    rules: { "backlot/document-writes": "error" },
  },

  {
    // adapter-node takes its settings from nowhere but the environment.
    files: ["web/src/server/app-handler.ts"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["**/main.ts", "**/config.ts", "scripts/**", "*.config.ts", ...TESTS],
    rules: { "no-restricted-properties": "off" },
  },
  { files: ["scripts/**", "perf/**"], rules: { "no-console": "off" } },
  {
    files: TESTS,
    rules: {
      // JSON answers and wire frames are taken apart by assertions.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
