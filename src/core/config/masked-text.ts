// Passwords inside values of the configuration, before anybody gets to see them. A password may hold a slash or an at sign, so it
// is taken to reach as far as it can: rather too much is hidden than too little.

export const mask = '***';

/** `scheme://user:password@host`. */
const urlPassword = /:\/\/(?<user>[^\s/:@]+:)?.*@/su;
/** `user/password@name` or `user:password@host`, one word among others: queries hold slashes, colons and at signs, too. */
const loginPassword = /(?<start>(?:^|[\s"'=,;(])(?!sqlite:)[^\s/:@"'=,;(]+[/:])(?!\/)(?:"[^"]*"|[^\s"'])+@/gu;
/** A whole value that is a connect string; one without a name behind it counts as well. */
const connectPassword = /^(?<user>[^/@:\s]*)\/(?!@).+?(?=@[^@]*$|$)/su;

/** Text with the passwords of URLs and connect strings replaced. */
export function maskPasswords(text: string): string {
  return text.replace(urlPassword, `://$<user>${mask}@`).replace(loginPassword, `$<start>${mask}@`);
}

/** {@link maskPasswords} of a value that can only be a connect string. */
export function maskConnectString(text: string): string {
  return maskPasswords(text).replace(connectPassword, `$<user>/${mask}`);
}

/** The address of a service whose path is the secret: only its host is left. */
export function maskSecretPath(url: string): string {
  return url.replace(/^(?<host>[a-z]+:\/\/[^/?#@]*\/)?.+$/su, `$<host>${mask}`);
}
