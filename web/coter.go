package web

// The page /coter (web/coter*.go, templates/coter*.html, static/coter*.js and its browser test) is being written by another person right
// now: whoever writes the other pages leaves it alone and only links to it.
