#include "tests/jobs/postgres_server.hpp"

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <netinet/in.h>
#include <stdexcept>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;

// The newest version's programs; empty where there is none.
fs::path programs() {
    fs::path newest;
    std::error_code none;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none))
        if (fs::exists(version.path() / "bin" / "postgres")) newest = std::max(newest, version.path() / "bin");
    return newest;
}

int free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(descriptor, generic, size) == 0 && ::getsockname(descriptor, generic, &size) == 0;
    ::close(descriptor);
    if (!bound) throw std::runtime_error("loopback has no free port");
    return ntohs(address.sin_port);
}

// The server refuses to run as root.
std::vector<std::string> as_server_user(std::vector<std::string> command) {
    if (::geteuid() != 0) return command;
    std::vector<std::string> words{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
    words.insert(words.end(), command.begin(), command.end());
    return words;
}

void expect_done(const CommandResult& result, const std::string& what) {
    if (result.exit_code != 0) throw std::runtime_error(what + ": " + result.err + result.out);
}

pid_t start(const std::vector<std::string>& command, const fs::path& log) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t process = ::fork();
    if (process != 0) return process;
    ::setpgid(0, 0);
    if (std::freopen(log.c_str(), "w", stderr) == nullptr || std::freopen("/dev/null", "w", stdout) == nullptr)
        ::_exit(126);
    ::execvp(words[0], words.data());
    ::_exit(127);
}

}  // namespace

bool PostgresServer::is_installed() { return !programs().empty(); }

PostgresServer::PostgresServer(const fs::path& folder) : folder_(folder / "postgres") {
    fs::create_directories(folder_);
    // The folder's own folders are nobody else's, but the server's user has to pass.
    for (fs::path path = folder_; path.has_relative_path() && path != "/tmp"; path = path.parent_path())
        ::chmod(path.c_str(), 0755);
    const int port = free_port();
    address_ = "postgresql://replica@127.0.0.1:" + std::to_string(port) + "/postgres";
    if (::geteuid() == 0) expect_done(run_command({"chown", "postgres:", folder_.string()}), "chown");
    const std::string data = (folder_ / "data").string();
    expect_done(run_command(as_server_user({(programs() / "initdb").string(), "-D", data, "-U", "replica", "-A",
                                            "trust", "-E", "UTF8", "--locale=C", "--no-sync"})),
                "initdb");
    process_ =
        start(as_server_user({(programs() / "postgres").string(), "-D", data, "-p", std::to_string(port), "-c",
                              "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"}),
              folder.string() + "/postgres.log");
    for (int tries = 0; tries < 600; ++tries) {
        if (run_command({"psql", address_, "-c", "SELECT 1"}).exit_code == 0) return;
        if (::waitpid(process_, nullptr, WNOHANG) != 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    throw std::runtime_error("PostgreSQL does not come up: " + read_text(folder.string() + "/postgres.log"));
}

PostgresServer::~PostgresServer() {
    if (process_ <= 0) return;
    ::kill(process_, SIGINT);
    ::waitpid(process_, nullptr, 0);
}

void PostgresServer::run(const std::string& sql) const {
    expect_done(run_command({"psql", address_, "-v", "ON_ERROR_STOP=1", "-q", "-c", sql}), sql);
}

void PostgresServer::load(const std::string& table, const fs::path& file) const {
    const std::string text = read_text(file);
    const std::string header = text.substr(0, text.find('\n'));
    const bool tabs = header.find('\t') != std::string::npos;
    std::string columns = "\"";
    for (const char c : header) columns += c == ',' || c == '\t' ? "\",\"" : std::string(c != '"' && c != '\r', c);
    columns += '"';
    const std::string form = tabs ? "(FORMAT csv, HEADER, DELIMITER E'\\t', QUOTE E'\\b')" : "(FORMAT csv, HEADER)";
    RunOptions options;
    options.standard_input = file.string();
    expect_done(run_command({"psql", address_, "-v", "ON_ERROR_STOP=1", "-q", "-c",
                             "COPY " + table + " (" + columns + ") FROM STDIN " + form},
                            options),
                "COPY " + table);
}

}  // namespace replica::test
