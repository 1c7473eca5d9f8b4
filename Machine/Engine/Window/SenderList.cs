namespace Tickstorm.Engine.Window;

/// <summary>
/// Everything that a process has sent in the open window to one owner's processes. It replaces the sender's earlier list.
/// </summary>
/// <param name="Source">The sender.</param>
/// <param name="Messages">The messages, in the order of sending.</param>
public readonly record struct SenderList(int Source, Message[] Messages);
