using System.CommandLine;

namespace TeemCalendar.Benchmarks.Sandbox;

/// <summary><c>make-tenant</c>: writes a large tenant to a file.</summary>
internal static class MakeTenantCommand
{
    internal const string Name = "make-tenant";

    internal static Command Create()
    {
        var file = new Argument<string>("file");
        var (rooms, events) = (new Argument<int>("rooms"), new Argument<int>("events"));
        var command = new Command(Name, "Writes a large tenant to a file.") { file, rooms, events };
        command.SetAction(parsed => LargeTenant.Make(parsed.GetRequiredValue(file), parsed.GetValue(rooms), parsed.GetValue(events)));
        return command;
    }
}
