"""The language server: what `tslint check` says, in the editor, of texts that need not be saved yet."""
