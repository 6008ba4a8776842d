using System.CommandLine;
using TeemCalendar.Benchmarks.Day;
using TeemCalendar.Benchmarks.Sandbox;
using TeemCalendar.Benchmarks.Sync;

// dotnet run -c Release --project tests/TeemCalendar.Benchmarks -- sandbox [--json FILE] [--rooms N] [--events N] [--seconds N]
// dotnet run -c Release --project tests/TeemCalendar.Benchmarks -- sync [--json FILE] [--rooms N] [--events N] [--at-once N] [--many-rooms N] [--many-events N]
// dotnet run -c Release --project tests/TeemCalendar.Benchmarks -- day [--json FILE] [--rooms N] [--hours N] [--seed N]
return await new RootCommand("Measures what the sandbox tenant and the synchronisation cost.")
{
    SandboxCommand.Create(),
    MakeTenantCommand.Create(),
    SyncCommand.Create(),
    ServeTenantCommand.Create(),
    ReadRoomsCommand.Create(),
    DayCommand.Create(),
}.Parse(args).InvokeAsync();
