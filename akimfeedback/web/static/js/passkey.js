// Sign in with, or make, a passkey. The page works without it: the block stays hidden.

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const post = async (url, token, body) => {
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const known = (list) => (list || []).map((item) => ({ ...item, id: decode(item.id) }));

const make = async (options) => {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { attestationObject, clientDataJSON } = made.response;
  return pack(made, { attestationObject: encode(attestationObject), clientDataJSON: encode(clientDataJSON) });
};

const prove = async (options) => {
  const publicKey = { ...options, challenge: decode(options.challenge), allowCredentials: known(options.allowCredentials) };
  const proof = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = proof.response;
  return pack(proof, {
    authenticatorData: encode(authenticatorData),
    clientDataJSON: encode(clientDataJSON),
    signature: encode(signature),
    userHandle: userHandle ? encode(userHandle) : null,
  });
};

const pack = (credential, response) =>
  JSON.stringify({ id: credential.id, rawId: encode(credential.rawId), type: credential.type, response, clientExtensionResults: {} });

export default function passkey(element) {
  if (!window.PublicKeyCredential) return;
  const { begin, finish, token, error } = element.dataset;
  const words = element.querySelector("[role=status]");
  element.hidden = false;
  element.querySelector("button").addEventListener("click", async () => {
    words.textContent = "";
    try {
      const options = await post(begin, token);
      const answer = element.dataset.new ? await make(options) : await prove(options);
      const done = await post(finish, token, answer);
      window.location.assign(done.next);
    } catch {
      words.textContent = error;
    }
  });
}
