// fmt's functions, once, in an archive: Debian ships them as a shared library only.
#include <fmt/format-inl.h>

#include <locale>

// What its headers declare as instantiated elsewhere.
template fmt::detail::thousands_sep_result<char> fmt::detail::thousands_sep_impl<char>(fmt::detail::locale_ref);
template char fmt::detail::decimal_point_impl<char>(fmt::detail::locale_ref);
template std::locale fmt::detail::locale_ref::get<std::locale>() const;
