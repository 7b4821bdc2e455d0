/**
 * Where a form from outside may send its visitor on to: a path of this site as it stands, else "/". One slash at the start,
 * no backslash, which browsers read as one, and nothing but printable ASCII, so that it is fit for `Location`.
 */
export const localPath = (text: string): string => (/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) ? text : "/");
