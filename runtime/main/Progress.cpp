// Formats and paces progress.
#include "Progress.h"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace vf;
using rt::JsonEvent;
using rt::PrintedValue;
using rt::Progress;
using rt::ProgressMode;
using rt::RunSummary;

constexpr std::chrono::milliseconds kBarPeriod(100);
constexpr std::chrono::milliseconds kLinePeriod(1000);

Progress::Progress(const Console &console, ProgressMode mode, int64_t total)
    : console(console), mode(mode),
      bar(mode == ProgressMode::Auto && console.isTerminal()), total(total),
      start(Clock::now()), end(start),
      next(start + (bar ? kBarPeriod : kLinePeriod)) {}

double Progress::elapsedSeconds() const {
  return std::chrono::duration<double>(end - start).count();
}

//===- Texts --------------------------------------------------------------===//

template <typename... Args>
static std::string printed(const char *format, Args... args) {
  char text[128];
  std::snprintf(text, sizeof(text), format, args...);
  return text;
}

static std::string durationText(double seconds) {
  auto whole = static_cast<long long>(seconds + 0.5);
  if (whole >= 3600)
    return printed("%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                   whole % 60);
  return printed("%lld:%02lld", whole / 60, whole % 60);
}

static std::string perStepText(double seconds) {
  if (seconds < 1e-3)
    return printed("%.3g us", seconds * 1e6);
  if (seconds < 1)
    return printed("%.3g ms", seconds * 1e3);
  return printed("%.3g s", seconds);
}

/// A printed tensor may be long; a line of progress is not.
static std::string shortValues(const std::vector<PrintedValue> &values) {
  constexpr size_t kLongest = 100;
  std::string text = rt::valuesText(values);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

static std::string jsonValues(const std::vector<PrintedValue> &values) {
  std::string text = "{";
  for (const PrintedValue &value : values)
    text += (text.size() > 1 ? "," : "") + rt::jsonString(value.name) + ':' +
            (value.isNumber ? value.text : rt::jsonString(value.text));
  return text + '}';
}

std::string Progress::rateText(int64_t done) const {
  double seconds = elapsedSeconds();
  double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  double left = rate > 0 ? static_cast<double>(total - done) / rate : 0;
  return printed("%.4g steps/s, ETA ", rate) + durationText(left);
}

//===- Showing ------------------------------------------------------------===//

static size_t terminalWidth() {
  struct winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

void Progress::showBar(int64_t done, const std::vector<PrintedValue> &values) {
  constexpr int kWidth = 24;
  auto filled = static_cast<int>(static_cast<double>(done) / total * kWidth);
  std::string text = '[' + std::string(filled, '=') +
                     std::string(kWidth - filled, ' ') + "] " +
                     std::to_string(done) + '/' + std::to_string(total) + "  " +
                     rateText(done);
  if (!values.empty())
    text += "  " + shortValues(values);
  // One column stays free: a full line would wrap.
  text.resize(std::min(text.size(), terminalWidth() - 1));
  console.write('\r' + text + "\033[K");
  barShown = true;
}

void Progress::showLine(int64_t done, const std::vector<PrintedValue> &values) {
  std::string text = "step " + std::to_string(done) + '/' +
                     std::to_string(total) + ", " + rateText(done);
  if (!values.empty())
    text += ", " + shortValues(values);
  console.line(text);
}

void Progress::showJson(int64_t done, const std::vector<PrintedValue> &values) {
  console.line(JsonEvent("progress")
                   .number("step", done)
                   .number("steps", total)
                   .json("seconds", printed("%.6g", elapsedSeconds()))
                   .json("values", jsonValues(values))
                   .text());
}

void Progress::update(
    int64_t done, const std::function<std::vector<PrintedValue>()> &values) {
  if (mode == ProgressMode::None)
    return;
  end = Clock::now();
  if (end < next)
    return;
  next = end + (bar ? kBarPeriod : kLinePeriod);
  if (bar)
    showBar(done, values());
  else if (mode == ProgressMode::Json)
    showJson(done, values());
  else
    showLine(done, values());
}

void Progress::clear() {
  if (barShown)
    console.write("\r\033[K");
  barShown = false;
}

void Progress::stop() {
  end = Clock::now();
  clear();
}

/// Allocates as often whatever the numbers in it are, so that allocations of
/// runs can be compared.
static std::string summaryText(const RunSummary &summary, double perStep) {
  std::string text = summary.interrupted ? "interrupted after " : "";
  text.reserve(128);
  text += std::to_string(summary.done);
  if (summary.interrupted)
    text += " of " + std::to_string(summary.total);
  text += summary.done == 1 ? " step, " : " steps, ";
  text += perStepText(perStep);
  text += " per step";
  if (!summary.values.empty())
    text += "; " + shortValues(summary.values);
  for (const std::string &path : summary.written)
    text += "; wrote '" + path + "'";
  if (!summary.saved.empty())
    text += "; saved '" + summary.saved + "'";
  return text;
}

static std::string jsonList(const std::vector<std::string> &texts) {
  std::string list = "[";
  for (const std::string &text : texts)
    list += (list.size() > 1 ? "," : "") + rt::jsonString(text);
  return list + ']';
}

static JsonEvent summaryEvent(const RunSummary &summary, double perStep) {
  JsonEvent event("end");
  event.number("step", summary.done)
      .number("steps", summary.total)
      .json("seconds_per_step", printed("%.6g", perStep))
      .json("interrupted", summary.interrupted ? "true" : "false")
      .json("values", jsonValues(summary.values))
      .json("written", jsonList(summary.written));
  if (!summary.saved.empty())
    event.string("saved", summary.saved);
  return event;
}

void Progress::summarize(const RunSummary &summary) const {
  double perStep = summary.done > 0
                       ? elapsedSeconds() / static_cast<double>(summary.done)
                       : 0;
  console.tell(summaryText(summary, perStep), summaryEvent(summary, perStep));
}
