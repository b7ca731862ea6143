module github.com/opposable/opposable

go 1.26
