import DOMPurify from 'dompurify';

const tags =
  'p br hr strong em del code pre blockquote a h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr th td'.split(
    ' ',
  );

/** Keeps only the HTML that the chat's Markdown needs: no scripts, nothing that loads, only web and mail links. */
export const sanitize = (html: string): string =>
  DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ['href', 'title', 'target', 'rel', 'start', 'align'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    // DOMPurify also checks other attributes against the pattern above; these hold no addresses.
    ADD_URI_SAFE_ATTR: ['target', 'rel', 'start', 'align'],
  });
