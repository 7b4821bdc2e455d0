const BUILT_FILES = 'script[src], link[rel="stylesheet"]';

const builtFiles = (page: Document) =>
  [...page.querySelectorAll(BUILT_FILES)].map((file) => file.getAttribute("src") ?? file.getAttribute("href")).join();

/**
 * Fetches this page again and swaps in one of its elements. A server with other scripts or styles is another version:
 * then the whole page is loaded anew. Returns the element now in place, or undefined when the server did not answer.
 */
export async function renewFromServer(id: string): Promise<HTMLElement | undefined> {
  let text: string;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return undefined;
    text = await answer.text();
  } catch {
    return undefined;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  if (builtFiles(page) !== builtFiles(document)) location.reload();
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (!old || !fresh) return undefined;
  old.replaceWith(fresh);
  return fresh;
}
