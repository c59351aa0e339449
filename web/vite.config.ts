import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ precompress: true }),
      // Only pages carry this policy; src/server/security-headers.ts gives every other response one, and completes
      // connect-src with the addresses known at run time.
      csp: {
        mode: "nonce",
        directives: {
          "default-src": ["none"],
          "script-src": ["self"],
          "style-src": ["self"],
          // The one style attribute of kit itself: its route announcer, which must stay out of sight.
          "style-src-attr": ["unsafe-hashes", "sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo="],
          "img-src": ["self", "data:", "blob:"],
          "font-src": ["self"],
          "connect-src": ["self"],
          "worker-src": ["self"],
          "manifest-src": ["self"],
          "form-action": ["self"],
          "base-uri": ["none"],
          "object-src": ["none"],
          "frame-ancestors": ["none"],
        },
      },
      // hooks.server.ts checks the Origin of every unsafe request itself, JSON included; kit's own check knows forms
      // only and would refuse a screenplay sent as text/plain by a script without any cookie.
      csrf: { trustedOrigins: ["*"] },
    }),
  ],
});
