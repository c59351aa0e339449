/** "Harbor Lights shot list.csv": how a result is called when it is saved. */
export const nameFile = (title: string, what: string, ending: string): string => {
  const plain = title
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "-")
    .trim()
    .slice(0, MAX_TITLE_LENGTH)
    .toWellFormed();
  return `${plain} ${what}.${ending}`.trim();
};

const MAX_TITLE_LENGTH = 100;
