// Invented import declarations in the columns of reference/maps/kcs.toml. No row is anybody's.

const COLUMNS = [
  "Declaration ID",
  "Date",
  "Office ID",
  "Process Type",
  "Import Type",
  "Import Use",
  "Payment Type",
  "Mode of Transport",
  "Declarant ID",
  "Importer ID",
  "Seller ID",
  "Courier ID",
  "HS6 Code",
  "Country of Departure",
  "Country of Origin",
  "Tax Rate",
  "Tax Type",
  "Country of Origin Indicator",
  "Net Mass",
  "Item Price",
  "Fraud",
  "Critical Fraud",
];
const CODES = ["871200", "090121", "640399", "850440", "610910", "220421", "392690", "940360", "300490", "870323"];
const COUNTRIES = ["CN", "DE", "VN", "US", "IT", "JP", "BR", "FR"];

/** One row; `number` from 1 decides everything in it. */
function row(number) {
  const pick = (list, step) => list[(number * step) % list.length];
  const day = String((number % 28) + 1).padStart(2, "0");
  const month = String((number % 12) + 1).padStart(2, "0");
  const mass = ((number * 37) % 4000) + 1.5;
  const price = ((number * 7919) % 900_000) + 1_000;
  const origin = pick(COUNTRIES, 3);
  return [
    String(50_000_000 + number),
    `2021-${month}-${day}`,
    pick(["30", "40", "20", "10"], 1),
    "B",
    "11",
    pick(["11", "21"], 1),
    "11",
    pick(["10", "40"], 1),
    `DECL${number % 7}`,
    `IMPO${number % 23}`,
    `SELL${number % 31}`,
    "",
    pick(CODES, 7),
    origin,
    origin,
    pick(["0.0", "8.0", "13.0"], 1),
    pick(["A", "C", "FEU1"], 1),
    pick(["Y", "G", "E"], 1),
    mass.toFixed(1),
    price.toFixed(2),
    "0",
    "0",
  ];
}

/** A file of so many declarations, and with `broken` one row more that cannot be read. */
export function declarations(count, { broken = false } = {}) {
  const rows = Array.from({ length: count }, (_, index) => row(index + 1));
  if (broken) {
    const bad = row(count + 1);
    bad[COLUMNS.indexOf("Net Mass")] = "NaN";
    rows.push(bad);
  }
  return `${[COLUMNS, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

/** The same as a file for a file field. */
export function upload(count, options = {}) {
  return {
    name: options.name ?? "declarations.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(declarations(count, options)),
  };
}
