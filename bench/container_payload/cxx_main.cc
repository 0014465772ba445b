// As much of the C++ library as a small test uses.
#include <iostream>
#include <map>
#include <string>

int main() {
  std::map<std::string, int> seen;
  for (int i = 0; i < 100; ++i) seen[std::to_string(i)] = i;
  std::cout << seen.size() << std::endl;
  return seen.size() == 100 ? 0 : 1;
}
