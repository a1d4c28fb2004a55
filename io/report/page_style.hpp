#pragma once

#include <string>

namespace replica {

/// The page's CSS: light and dark, narrow and wide, on a screen and on paper.
std::string page_style();

/// The page's script: sorts and filters the table of columns. The page can be read without it.
std::string page_script();

}  // namespace replica
