// Loaded before prism's command line. Prism's own log names what was asked for and not which operation its router
// chose; this writes both, and what its validators found, as a line of JSON a request.
const fs = require('fs');

const factory = require('module').createRequire(process.argv[1])('@stoplight/prism-core/dist/factory');
const make = factory.factory;

// Answers that fit where prism has none: the third attempt of a call is answered with one, and prism judges it like its own.
const answers = JSON.parse(fs.readFileSync(process.env.WIRE_ANSWERS));

// Prism ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();

// Prism reports what is wrong with an answer in a header, as it is, and ends when a character is none of a header.
const { ServerResponse } = require('http');
const setHeader = ServerResponse.prototype.setHeader;
ServerResponse.prototype.setHeader = function (name, value) {
  return setHeader.call(this, name, name === 'sl-violations' ? value.replace(/[^ -~]/g, '?') : value);
};

factory.factory = (config, components) => {
  let now = {};
  const faults = (judge) => (asked) => {
    const result = judge(asked);
    if (result._tag === 'Left') now.faults.push(...result.left);
    return result;
  };
  const prism = make(config, {
    ...components,
    route: (asked) => {
      const result = components.route(asked);
      if (result._tag === 'Right') now.route = { method: result.right.method, path: result.right.path };
      return result;
    },
    mock: (asked) => (logger) => {
      const result = components.mock(asked)(logger);
      const { mark, route } = now;
      // A documented `Content-Type` counts for nothing (OpenAPI 3.1.1 §4.8.17.1): the one of the representation is last.
      if (result._tag === 'Right') {
        const named = Object.entries(result.right.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
        result.right.headers = Object.fromEntries(named);
      }
      if (mark.endsWith('++') && route) {
        const name = `${route.method.toUpperCase()} ${route.path} `;
        // Where prism gives up, the first success is answered.
        const success = Object.keys(answers).find((key) => key.startsWith(name + '2'));
        if (result._tag === 'Left' && success) return { _tag: 'Right', right: { statusCode: +success.slice(name.length).replace(/X/gi, '0'), ...answers[success] } };
        if (result._tag === 'Left') return result;
        const { statusCode, headers } = result.right;
        const ours = answers[name + statusCode] ?? answers[name + 'default'] ?? {};
        if ('body' in ours) result.right.body = ours.body;
        result.right.unjudged = ours.unjudged;
        result.right.headers = { ...headers, ...ours.headers };
      }
      return result;
    },
    validateInput: faults(components.validateInput),
    validateSecurity: faults(components.validateSecurity),
    // Answers of ours under a media type for which prism has neither a writer nor a validator.
    validateOutput: (asked) => asked.element.unjudged ? { _tag: 'Right', right: asked.element } : components.validateOutput(asked),
  });
  return {
    request: (input, resources, own) => {
      const { method, url, headers, body } = input;
      // Routing and validating happen in this call; only answering comes later.
      const line = (now = { mark: headers['x-wire-call'], method, path: url.path, query: url.query, headers, body, faults: [] });
      const task = prism.request(input, resources, own);
      return async () => {
        // What prism throws would end it, and all calls that come later.
        const result = await task().catch((error) => ({ _tag: 'Left', left: error }));
        if (result._tag === 'Right') {
          const { statusCode, headers } = result.right.output;
          line.status = statusCode;
          line.media = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
          line.answered = result.right.validations.output;
          line.answer = result.right.output.body;
        } else {
          line.error = { name: result.left.name, status: result.left.status, detail: result.left.detail || result.left.message };
        }
        fs.appendFileSync(process.env.WIRE_LOG, JSON.stringify(line) + '\n');
        return result;
      };
    },
  };
};
