// The phone fills the code from the message where it can.
export default function (field) {
  if (!("OTPCredential" in self) || !navigator.credentials) return;
  const stop = new AbortController();
  field.form?.addEventListener("submit", () => stop.abort());
  navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal })
    .then((found) => { field.value = found.code; })
    .catch(() => { /* the person types it */ });
}
