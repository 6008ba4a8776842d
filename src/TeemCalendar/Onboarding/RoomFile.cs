using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>Reads room lists for commands: a row that cannot be taken is one error, and the others go on.</summary>
static class RoomFile
{
    /// <summary>The rooms of a file. Called on the pipeline thread.</summary>
    internal static IReadOnlyList<Room> Read(PSCmdlet cmdlet, string path)
    {
        try
        {
            return Take(cmdlet, RoomList.Read(FilePath.Resolve(cmdlet, path)), path);
        }
        catch (TeemException refused)
        {
            cmdlet.WriteError(Errors.From(refused, path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            cmdlet.WriteError(Errors.From(new TeemException("FileNotFound", TeemErrorKind.NotFound, $"There is no file {path}.", path, "Check the path."), path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.WriteError(Errors.From(e, path));
        }
        return [];
    }

    /// <summary>What a list gave, its refusals written as errors. Called on the pipeline thread.</summary>
    internal static IReadOnlyList<Room> Take(PSCmdlet cmdlet, RoomListResult list, string name)
    {
        foreach (var refusal in list.Refusals)
            cmdlet.WriteError(Errors.From(new TeemException("RowRefused", TeemErrorKind.InvalidInput, $"{name}, {refusal}", null, "Correct the row and run the command again; what was done is not done twice."), refusal));
        return list.Rooms;
    }
}
