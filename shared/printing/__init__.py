"""PDFs: what stands on them comes as data, how it looks as a template, and Typst sets both (docs/decisions/0010)."""
