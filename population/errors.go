package population

import "fmt"

// FileError is a file that can't be read as a table: absent, damaged, cut.
type FileError struct {
	File string
	Text string
	Err  error // what the library said, if it did
}

// Error says which file and why.
func (e *FileError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s : %s (%v)", e.File, e.Text, e.Err)
	}
	return e.File + " : " + e.Text
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// ColumnError is a column that is missing, or that holds another type than the table's.
type ColumnError struct {
	File   string
	Column string
	Found  string // "" when the column is missing
	Wanted string
	Near   string // a column of the file whose name is close
}

// Error says what was found, what was expected and what to do.
func (e *ColumnError) Error() string {
	switch {
	case e.Found != "":
		return fmt.Sprintf("%s, colonne %s : %s trouvé, %s attendu", e.File, e.Column, e.Found, e.Wanted)
	case e.Near != "":
		return fmt.Sprintf("%s : la colonne %s manque (%s) ; « %s » en est proche, renommez-la si c'est elle", e.File, e.Column, e.Wanted, e.Near)
	}
	return fmt.Sprintf("%s : la colonne %s manque (%s) ; ajoutez-la, vide là où la valeur est inconnue", e.File, e.Column, e.Wanted)
}

// ValueError is a value that its column does not admit. Row counts from 1, the title of a CSV file left out.
type ValueError struct {
	File   string
	Row    int64
	Column string
	Found  string
	Wanted string
}

// Error says where, what was found and what was expected.
func (e *ValueError) Error() string {
	return fmt.Sprintf("%s, ligne %d, %s : %s trouvé, %s attendu ; rien n'a été calculé", e.File, e.Row, e.Column, e.Found, e.Wanted)
}
