"""Lets bench and older pips install the app; everything about it stands in pyproject.toml."""

from setuptools import find_packages, setup

setup(
	name="fb_care",
	# fb_care/doctype is only a link to fb_care/fb_care/doctype: packaged once, not twice.
	packages=find_packages(include=["fb_care", "fb_care.*"], exclude=["fb_care.doctype*"]),
	package_data={
		"fb_care": [
			"*.txt",
			"care/words/*.txt",
			"public/**/*",
			"templates/**/*",
			"translations/*",
			"patches/*",
			"fb_care/**/*.json",
			"fb_care/**/*.js",
			"fb_care/**/*.html",
			"fb_care/**/*.css",
			"fb_care/**/*.md",
		]
	},
	# What a bench built of it is no part of it.
	exclude_package_data={"fb_care": ["public/dist/*", "public/dist/*/*", "public/node_modules/*"]},
	zip_safe=False,
)
