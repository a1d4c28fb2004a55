#include "io/postgres/postgres.hpp"

namespace replica {

bool is_postgres_address(std::string_view source) {
    return source.starts_with("postgresql://") || source.starts_with("postgres://");
}

std::string without_password(const std::string& address) {
    std::string shown = address;
    const std::size_t begin = shown.find("://") + 3;
    const std::size_t at = shown.rfind('@');
    if (at != std::string::npos && at > begin) {
        const std::size_t colon = shown.find(':', begin);
        if (colon < at) shown.erase(colon, at - colon);
    }
    if (const std::size_t key = shown.find("password="); key != std::string::npos)
        shown.erase(key, shown.find('&', key) - key);
    return shown;
}

}  // namespace replica
