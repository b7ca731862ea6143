// @ts-check
// Nothing on these pages needs a script. What is here saves keystrokes.
