// One question to a service's REST interface. Its refusal ends the program with one line.

export async function ask(method, url, headers, body) {
  const answer = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  }).catch((error) => {
    fail(`${new URL(url).origin} does not answer: ${error.cause?.message ?? error.message}.`);
  });
  if (!answer.ok) fail(`${method} ${url} was answered with ${answer.status} ${answer.statusText}.`);
  return { told: await answer.json(), next: answer.headers.get("x-next-page") };
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
